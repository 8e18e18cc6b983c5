"""The officer's desk: pages and a REST API over the same rooms as the command line. A thin door.

``access`` who may do what; ``store`` accounts, screenings and answers; ``jobs`` work done in processes of its own;
``results`` one file of results per screening; ``pages`` and ``api`` the doors.
"""
