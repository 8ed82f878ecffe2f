package figure

import (
	"fmt"
	"math"
	"strconv"
)

// rgb is a colour of sRGB, components 0..1.
type rgb [3]float64

// hex reads #RRGGBB; anything else is black and not ok.
func hex(s string) (c rgb, ok bool) {
	if len(s) != 7 || s[0] != '#' {
		return rgb{}, false
	}
	v, err := strconv.ParseUint(s[1:], 16, 32)
	if err != nil {
		return rgb{}, false
	}
	return rgb{float64(v>>16) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}, true
}

func mustHex(s string) rgb {
	c, ok := hex(s)
	if !ok {
		panic("colour " + s)
	}
	return c
}

// String prints #RRGGBB.
func (c rgb) String() string {
	var b [3]uint8
	for i, v := range c {
		b[i] = uint8(math.Round(255 * min(1, max(0, v))))
	}
	return fmt.Sprintf("#%02X%02X%02X", b[0], b[1], b[2])
}

// over lays the colour over ground at an opacity, as browsers do: in sRGB.
func (c rgb) over(ground rgb, opacity float64) rgb {
	for i := range c {
		c[i] = c[i]*opacity + ground[i]*(1-opacity)
	}
	return c
}

func linear(v float64) float64 {
	if v <= 0.04045 {
		return v / 12.92
	}
	return math.Pow((v+0.055)/1.055, 2.4)
}

func gamma(v float64) float64 {
	v = min(1, max(0, v))
	if v <= 0.0031308 {
		return v * 12.92
	}
	return 1.055*math.Pow(v, 1/2.4) - 0.055
}

// luminance is WCAG 2's relative luminance, 0..1.
func (c rgb) luminance() float64 {
	return 0.2126*linear(c[0]) + 0.7152*linear(c[1]) + 0.0722*linear(c[2])
}

// contrast is WCAG 2's contrast ratio, 1..21.
func contrast(a, b rgb) float64 {
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// vision is a matrix on linear RGB.
type vision [3][3]float64

// visions are normal sight and the three dichromacies at severity 1.0: G. M. Machado,
// Manuel M. Oliveira, L. A. F. Fernandes, "A Physiologically-based Model for Simulation of
// Color Vision Deficiency", IEEE TVCG 15 (2009).
var visions = [4]vision{
	{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	{{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}, // protanopia
	{{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},  // deuteranopia
	{{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}, // tritanopia
}

func (c rgb) seenBy(v vision) rgb {
	lin := rgb{linear(c[0]), linear(c[1]), linear(c[2])}
	var out rgb
	for i, row := range v {
		out[i] = gamma(row[0]*lin[0] + row[1]*lin[1] + row[2]*lin[2])
	}
	return out
}

// lab is a colour in CIELAB, D65.
type lab struct{ L, a, b float64 }

func (c rgb) lab() lab {
	r, g, b := linear(c[0]), linear(c[1]), linear(c[2])
	x := (0.4124564*r + 0.3575761*g + 0.1804375*b) / 0.95047
	y := 0.2126729*r + 0.7151522*g + 0.0721750*b
	z := (0.0193339*r + 0.1191920*g + 0.9503041*b) / 1.08883
	f := func(t float64) float64 {
		if t > 216.0/24389 {
			return math.Cbrt(t)
		}
		return (24389.0/27*t + 16) / 116
	}
	return lab{116*f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))}
}

// deltaE is CIEDE2000 with unit weights: G. Sharma, W. Wu, E. N. Dalal, "The CIEDE2000
// Color-Difference Formula", Color Research & Application 30 (2005), whose equations' order
// it follows.
func deltaE(p, q lab) float64 {
	const pow25to7 = 6103515625
	c7 := math.Pow((math.Hypot(p.a, p.b)+math.Hypot(q.a, q.b))/2, 7)
	g := 0.5 * (1 - math.Sqrt(c7/(c7+pow25to7)))
	c1, h1 := chroma(p, g)
	c2, h2 := chroma(q, g)
	dL, dC := q.L-p.L, c2-c1
	dh, hMean := hues(h1, h2, c1*c2 == 0)
	dH := 2 * math.Sqrt(c1*c2) * math.Sin(rad(dh)/2)

	lMean, cMean := (p.L+q.L)/2, (c1+c2)/2
	t := 1 - 0.17*math.Cos(rad(hMean-30)) + 0.24*math.Cos(rad(2*hMean)) +
		0.32*math.Cos(rad(3*hMean+6)) - 0.20*math.Cos(rad(4*hMean-63))
	l50 := (lMean - 50) * (lMean - 50)
	sL := 1 + 0.015*l50/math.Sqrt(20+l50)
	sC := 1 + 0.045*cMean
	sH := 1 + 0.015*cMean*t
	cm7 := math.Pow(cMean, 7)
	bend := (hMean - 275) / 25
	turn := 30 * math.Exp(-bend*bend)
	rT := -math.Sin(rad(2*turn)) * 2 * math.Sqrt(cm7/(cm7+pow25to7))
	l, c, h := dL/sL, dC/sC, dH/sH
	return math.Sqrt(max(0, l*l+c*c+h*h+rT*c*h))
}

func rad(degrees float64) float64 { return degrees * math.Pi / 180 }

// chroma returns C' and h' (degrees, 0..360) of a colour whose a is stretched by 1+g.
func chroma(p lab, g float64) (c, h float64) {
	a := p.a * (1 + g)
	c = math.Hypot(a, p.b)
	if c == 0 {
		return 0, 0
	}
	h = math.Atan2(p.b, a) * 180 / math.Pi
	if h < 0 {
		h += 360
	}
	return c, h
}

// hues returns the difference and the mean of two hues around the circle.
func hues(h1, h2 float64, grey bool) (diff, mean float64) {
	if grey {
		return 0, h1 + h2
	}
	diff, mean = h2-h1, (h1+h2)/2
	switch {
	case diff > 180:
		diff -= 360
	case diff < -180:
		diff += 360
	}
	if math.Abs(h1-h2) > 180 {
		if mean < 180 {
			mean += 180
		} else {
			mean -= 180
		}
	}
	return diff, mean
}

// apart is the least ΔE of two fills, laid over the same ground at an opacity, in the four
// visions.
func apart(a, b, ground rgb, opacity float64) float64 {
	least := math.Inf(1)
	for _, v := range visions {
		p := a.over(ground, opacity).seenBy(v).lab()
		q := b.over(ground, opacity).seenBy(v).lab()
		least = min(least, deltaE(p, q))
	}
	return least
}
