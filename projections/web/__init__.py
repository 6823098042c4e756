"""The pages. `app.build_app` makes an application of a `context.Context`, its ports to the world.

Nothing is imported here: what stands beside the pages takes single modules of theirs.
"""
