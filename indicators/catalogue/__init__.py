"""What a board's figures are about: areas, periods, indicators, plans, and all of them as a store holds them."""
