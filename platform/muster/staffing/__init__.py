"""How many people a load needs: Erlang B, C and A, a simulated day, and what to rent for it.

Pure mathematics: no table, no request. numpy is imported by the modules that count with it, and
nothing imports those at start-up.
"""
