package cgroup

import "testing"

const (
	unified = "29 23 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate\n"
	hybrid  = "40 31 0:37 / /sys/fs/cgroup/systemd rw - cgroup cgroup rw,name=systemd\n" +
		"41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw\n"
	container = "50 40 0:26 /docker/0ff /sys/fs/cgroup ro,nosuid - cgroup2 cgroup rw\n"
	spaced    = `29 23 0:26 / /my\040groups rw - cgroup2 cgroup2 rw` + "\n"
)

func TestMountedAt(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, mounts, group, want string }{
		{"unified", unified, "/user.slice/a", "/sys/fs/cgroup/user.slice/a"},
		{"root", unified, "/", "/sys/fs/cgroup"},
		{"hybrid", hybrid, "/", "/sys/fs/cgroup/unified"},
		{"container", container, "/docker/0ff/a", "/sys/fs/cgroup/a"},
		{"container's own", container, "/docker/0ff", "/sys/fs/cgroup"},
		{"container of a similar name", container, "/docker/0ffa", ""},
		{"both", container + unified, "/a", "/sys/fs/cgroup/a"},
		{"space", spaced, "/a", "/my groups/a"},
		{"outside the namespace", unified, "/../a", ""},
		{"version 1", hybrid[:70], "/", ""},
		{"garbage", "x\n - cgroup2 \n", "/", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := mountedAt([]byte(test.mounts), test.group)
			if got != test.want || (err == nil) != (test.want != "") {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

func TestUnifiedGroup(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, groups, want string }{
		{"unified", "0::/user.slice/a b\n", "/user.slice/a b"},
		{"hybrid", "9:name=systemd:/x\n1:cpu:/y\n0::/z\n", "/z"},
		{"version 1", "1:cpu:/y\n", ""},
	}
	for _, test := range tests {
		got, err := unifiedGroup([]byte(test.groups))
		if got != test.want || (err == nil) != (test.want != "") {
			t.Errorf("%s: got %q, %v, want %q", test.name, got, err, test.want)
		}
	}
}
