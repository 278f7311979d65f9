"""The report pack: what the annual report needs of the figures, in one folder, for one audience and one year."""
