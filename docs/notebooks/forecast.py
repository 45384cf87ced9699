"""How many labels until the target? The curve from the server, fitted here, beside what the server says.

    python3 forecast.py http://127.0.0.1:5000 KEY PROJECT_ID

Nothing but the standard library. The server averages many families of curves and calibrates its intervals; one power
law with an offset, fitted by weighted least squares, should come out within its 80 % interval.
"""
import csv
import io
import json
import math
import sys
import urllib.error
import urllib.request

if len(sys.argv) != 4:
    sys.exit("Say: forecast.py SERVER KEY PROJECT_ID")
server, key, project = sys.argv[1:]


def call(path, body=None):
    """GET, or POST where there is a body."""
    request = urllib.request.Request(
        server + path,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request) as response:
            return response.read().decode()
    except urllib.error.HTTPError as error:
        sys.exit(f"{path}: {error.code} {error.read().decode()}")


rows = list(csv.DictReader(io.StringIO(call(f"/projects/{project}/exports/learningCurve?format=csv"))))


def curve(*arms):
    """Accuracy on the control arm against labels: of one size and draw, and of sizes closer than 1.19, the latest."""
    kept = []
    for row in reversed(rows):
        n, draw = int(row["modelLabels"]), row["draw"]
        near = any(draw == d and max(n, m) < 1.19 * min(n, m) for m, _, _, d in kept)
        if row["dimension"] == "Project" and row["arm"] in arms and not near:
            kept.append((n, float(row["accuracy"]), float(row["standardError"]), draw))
    return [(n, y, s) for n, y, s, _ in sorted(kept)]


# Under this queue: the models there were, and models of the labels that came first. Under chance: draws of the random arm.
points = curve("All", "Arrival")
chance = curve("Random", "RandomDraw")
sizes = len({n for n, _, _ in points})
if sizes < 4:
    sys.exit(f"A curve is fitted from 4 sizes on; the project has {sizes}. Label more, and let it retrain.")


def fit(c):
    """accuracy = a - b n^-c is linear in a and b: the best of them, and how far they miss."""
    rows = [(n ** -c, y, 1 / max(s, 1e-4) ** 2) for n, y, s in points]
    w = sum(w for _, _, w in rows)
    x_mean = sum(w_ * x for x, _, w_ in rows) / w
    y_mean = sum(w_ * y for _, y, w_ in rows) / w
    slope = sum(w_ * (x - x_mean) * (y - y_mean) for x, y, w_ in rows) / sum(
        w_ * (x - x_mean) ** 2 for x, _, w_ in rows
    )
    a, b = y_mean - slope * x_mean, -slope
    return sum(w_ * (a - b * x - y) ** 2 for x, y, w_ in rows), a, b, c


_, a, b, c = min(fit(step / 100) for step in range(5, 201))

query = """query($p: ID!) { metrics(projectId: $p) { sizing {
    status target labelsNow labelsNeeded labelsLow labelsHigh } } }"""
answer = json.loads(call("/graphql", {"query": query, "variables": {"p": project}}))
sizing = answer["data"]["metrics"]["sizing"]
target = sizing["target"]
labels = math.ceil((b / (a - target)) ** (1 / c)) if a > target else None
print(
    json.dumps(
        {
            "points": len(points),
            "pointsByChance": len(chance),
            "curve": f"{a:.4f} - {b:.4f} n^-{c:.2f}",
            "target": target,
            "labelsHere": labels,
            "labelsServer": sizing["labelsNeeded"],
            "inside80": labels is not None
            and sizing["labelsLow"] is not None
            and sizing["labelsLow"] <= labels <= (sizing["labelsHigh"] or math.inf),
        }
    )
)
