"""How messages leave: claim, send, record, one message at a time.

``account`` where mail goes through · ``credentials`` secrets and where they were found · ``oauth``
tokens · ``wire`` the bytes as they travel · ``verdict`` what a server's answer means · ``smtp`` and
``folder`` the two transports, ``transport`` what they have in common · ``pace`` how fast and when ·
``owner`` which process this is · ``sent_journal`` what left, beside the database · ``sending`` one
round · ``worker`` the thread, and the synchronous form for the terminal.
"""
