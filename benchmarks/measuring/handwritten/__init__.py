"""The thirty requirements as a skilled analyst would write them for the data at hand: the speed we want to reach."""
