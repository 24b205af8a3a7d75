"""What pages say, held against the repository in every build: findings of the claims engine as warnings."""
