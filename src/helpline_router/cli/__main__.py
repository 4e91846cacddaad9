"""`python -m helpline_router.cli`."""

from helpline_router.cli import main

if __name__ == "__main__":
    main()
