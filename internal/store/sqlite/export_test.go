package sqlite

// Quick makes encryption cheap, for tests.
func (o BackupOptions) Quick() BackupOptions {
	o.workFactor = 5
	return o
}
