import Keys
