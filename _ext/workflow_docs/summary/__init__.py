"""LAYER 3: the figures of the report on documents: how long, how generated, how true, how readable they are."""
