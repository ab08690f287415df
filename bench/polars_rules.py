Frames=dict
