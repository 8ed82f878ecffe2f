// Asks ngraph.path for the fastest ways that stand on standard input, over the pieces of road
// in a file, and prints how long each took and what it costs.
const createGraph = require('ngraph.graph')
const { aStar } = require('ngraph.path')
const fs = require('fs')

const bytes = fs.readFileSync(process.argv[2])
const numbers = new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length / 8)
const graph = createGraph()
for (let i = 0; i < numbers.length; i += 4) {
	const old = graph.getLink(numbers[i], numbers[i + 1]) || graph.getLink(numbers[i + 1], numbers[i])
	if (old && old.data.cell === numbers[i + 2] && old.data.hours <= numbers[i + 3]) continue
	graph.addLink(numbers[i], numbers[i + 1], { cell: numbers[i + 2], hours: numbers[i + 3] })
}

// A place is one more node, joined at no cost to the nodes in its cell.
const answers = JSON.parse(fs.readFileSync(0)).map(({ open, ends }) => {
	ends.forEach((nodes, k) => {
		graph.addNode(-1 - k)
		nodes.forEach((n) => graph.addLink(-1 - k, n, { cell: -2, hours: 0 }))
	})
	const finder = aStar(graph, {
		oriented: false,
		blocked: (a, b, link) => link.data.cell !== -2 && !open[link.data.cell],
		distance: (a, b, link) => link.data.hours,
	})
	const start = process.hrtime.bigint()
	const way = finder.find(-1, -2)
	const Ms = Number(process.hrtime.bigint() - start) / 1e6
	let Hours = 0
	for (let i = 1; i < way.length; i++) {
		const link = graph.getLink(way[i].id, way[i - 1].id) || graph.getLink(way[i - 1].id, way[i].id)
		Hours += link.data.hours
	}
	graph.removeNode(-1)
	graph.removeNode(-2)
	return { Ms, Hours }
})
console.log(JSON.stringify(answers))
