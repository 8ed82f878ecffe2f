package ingest

import (
	"net/url"
	"regexp"
	"strings"
	"time"
)

var dayForm = regexp.MustCompile(`^\s*(\d{4})-(\d{2})-(\d{2})`)

// layouts of dates that files carry beside ISO 8601.
var layouts = []string{time.RFC1123Z, time.RFC1123, time.RFC850, time.ANSIC, "2 January 2006", "January 2, 2006", "2006/01/02", "20060102150405", "20060102"}

// Day is the day that a file's metadata name, as EDTF, in the zone that they name; "" if
// they name none that can be: before 1900, or none that is a day.
func Day(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 60 {
		return ""
	}
	if m := dayForm.FindStringSubmatch(s); m != nil {
		if t, err := time.Parse("2006-01-02", m[1]+"-"+m[2]+"-"+m[3]); err == nil {
			return likely(t)
		}
		return ""
	}
	for _, layout := range layouts {
		if t, err := time.Parse(layout, s); err == nil {
			return likely(t)
		}
	}
	return ""
}

// likely drops what programs write where they know no date: 1970-01-01 and what was before
// there were computers.
func likely(t time.Time) string {
	if t.Year() < 1900 || t.Year() > 2200 || t.Format("2006-01-02") == "1970-01-01" {
		return ""
	}
	return t.Format("2006-01-02")
}

var postHosts = []string{"t.me", "telegram.me", "twitter.com", "x.com", "facebook.com", "vk.com", "ok.ru", "instagram.com", "tiktok.com", "threads.net", "bsky.app"}

// IsPost reports whether an address is that of a post on a social network.
func IsPost(address string) bool {
	u, err := url.Parse(address)
	if err != nil || strings.Trim(u.Path, "/") == "" {
		return false
	}
	host := strings.ToLower(strings.TrimPrefix(u.Hostname(), "www."))
	for _, h := range postHosts {
		if host == h || strings.HasSuffix(host, "."+h) {
			return true
		}
	}
	return false
}
