//! Keys: seal, open, blind index, shred
