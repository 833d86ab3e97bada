// The store on SQLite: what one machine needs.

import SQLStore

/// Everything Usher remembers, in one SQLite file.
public typealias SQLiteStore = SQLBackedStore<SQLiteDatabase>
