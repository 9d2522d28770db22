"""Single sign-on of LGfL schools: the headteacher's approval and the proof."""
