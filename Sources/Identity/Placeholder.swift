import CArgon2
import Keys
