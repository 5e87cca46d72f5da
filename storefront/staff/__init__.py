"""Who of staff is there, and what they did: all that other pages need of it.

if not staff.admitted():            # draws the page to sign in on
    return
staff.sign_out()                    # a button, with the name on it
staff.require()                     # where an act is done; a button may be pressed after the sign-in ended
staff.did("publish", "version 12")  # for the audit
staff.who()                         # the name, for a history
staff.touch(minutes=15)             # a customer lies down: nobody types, and the sign-in does not end
"""

from storefront.staff.present import NotSignedIn, did, require, touch, who
from storefront.staff.sign_in import admitted, sign_out

__all__ = ["NotSignedIn", "admitted", "did", "require", "sign_out", "touch", "who"]
