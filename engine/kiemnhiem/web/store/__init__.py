"""What a desk remembers: accounts, sessions, screenings, jobs, answers to judgements, headings."""
