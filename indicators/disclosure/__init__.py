"""Small numbers in public: which figures of a release are withheld, so that none of them can be worked out."""
