"""`sgm play`: its server, and the processes of its trainings and proofs."""
