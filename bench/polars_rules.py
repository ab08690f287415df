Frames = dict
