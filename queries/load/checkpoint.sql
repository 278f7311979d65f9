-- nothing: puts what was committed into the store's one file, or fails where the disk has no room for it
checkpoint;
