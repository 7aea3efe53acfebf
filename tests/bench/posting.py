"""The bare SMTP loop: sends prepared messages through one connection, one after the other."""

import pickle
import smtplib
import sys


def main() -> None:
    messages: list[bytes] = pickle.load(sys.stdin.buffer)
    with smtplib.SMTP("127.0.0.1", int(sys.argv[1]), local_hostname="bench") as line:
        for message in messages:
            line.sendmail("award@example.org", ["ola@example.no"], message)


if __name__ == "__main__":
    main()
