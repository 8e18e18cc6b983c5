"""Work that takes longer than a page: screening a file, writing documents. Each job runs in a process of its own, with
limits to its time and memory; the server only starts it and listens.
"""
