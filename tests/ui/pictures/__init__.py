"""Every page in every look, drawn to be looked at by people; nothing is compared pixel by pixel.

python -m tests.ui.pictures DIR [LOOK] [SCENE]    LOOK: light, dark, small, 150, 200-small, tall
python -m tests.ui.pictures --readme              the picture that the README shows
"""
