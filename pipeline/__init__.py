"""How the transforms are run: plan, graph, publish, command line."""
