"""What happens when things break: real servers, real workers, real mail, and a hand that pulls the plug."""
