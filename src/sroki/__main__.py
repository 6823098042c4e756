"""``python -m sroki`` is the ``sroki`` command."""

from sroki.deploy.cli import main

if __name__ == "__main__":
    main()
