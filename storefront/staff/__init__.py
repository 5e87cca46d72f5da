"""Who of staff is there, and what they did: all that other pages need of it.

if not staff.admitted():            # draws the page to sign in on
    return
staff.bar()                         # the other pages of staff, and a button to sign out with the name on it
staff.require()                     # where an act is done; a button may be pressed after the sign-in ended
staff.did("publish", "version 12")  # for the audit
staff.who()                         # the name, for a history
"""

from storefront.staff.bar import bar
from storefront.staff.present import NotSignedIn, did, require, who
from storefront.staff.sign_in import admitted

__all__ = ["NotSignedIn", "admitted", "bar", "did", "require", "who"]
