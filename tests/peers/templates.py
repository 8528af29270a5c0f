def compare(program, run):
    return 0
