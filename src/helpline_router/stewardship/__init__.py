"""For those who keep the facts true."""
