"""What an auditor asks for: receipts of runs, signed libraries, a trail of who decided what."""
