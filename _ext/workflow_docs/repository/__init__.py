"""The files of a checkout: which folder it is, what its files hold, and how a file is written."""
