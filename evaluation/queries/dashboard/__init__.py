"""What the leader's dashboard shows of a cohort and of its program: counts and dates, never what anybody wrote."""
