"""The entities of the science month and the values they are made of.

They are frozen, know nothing of files or formats, and refer to one another by id; a
:class:`~kepuyue.model.programme.Programme` holds them together. Import them from ``kepuyue``.
"""
