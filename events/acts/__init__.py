"""What people do in Sroki: approved, answered, refused by somebody who signed in.

An *act* is an event too, but of the office that runs Sroki and not of a source: it is made by one
of our forms, its actor comes from the session, and no wire carries one in. So acts have a catalogue
of their own, and the intake knows none of them.
"""
