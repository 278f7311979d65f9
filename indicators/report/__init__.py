"""The report pack: the figures that the annual report needs, in one folder, for one audience and one year."""
