#:project ../../domain/ActiveLabel.Domain.csproj
#:property PublishAot=false
// How many labels until the target? The curve from the server, given to the estimator that the server uses: the same
// points give the same number.
//
//     dotnet run docs/notebooks/forecast.cs -- http://127.0.0.1:5000 KEY PROJECT_ID
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ActiveLabel.Domain.Sizing;

var (server, key, project) = (args[0], args[1], args[2]);
using var client = new HttpClient { BaseAddress = new Uri(server) };
client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);

var csv = await client.GetStringAsync(
    new Uri($"/projects/{project}/exports/learningCurve?format=csv", UriKind.Relative));
var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
var column = lines[0].Index().ToDictionary(field => field.Item, field => field.Index);

// Under this queue: the models there were, and models of the labels that came first. Under chance: draws of the random
// arm.
var (points, chance) = (CurveOf("All", "Arrival"), CurveOf("Random", "RandomDraw"));

const string query = "query($p: ID!) { metrics(projectId: $p) { sizing { target labelsNeeded } } }";
using var response = await client.PostAsJsonAsync(
    new Uri("/graphql", UriKind.Relative), new { query, variables = new { p = project } });
var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
var sizing = answer.GetProperty("data").GetProperty("metrics").GetProperty("sizing");
var target = sizing.GetProperty("target").GetDouble();

var curve = LearningCurveFit.Fit(points, out var missing);
var labels = missing is null ? curve?.LabelsFor(target).Median : null;
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $$"""
    { "points": {{points.Count}}, "pointsByChance": {{chance.Count}}, "target": {{target}}, "labelsHere": {{labels}},
      "labelsServer": {{sizing.GetProperty("labelsNeeded")}} }
    """));

// Accuracy on the control arm against labels; of what was measured more than once the latest.
List<CurvePoint> CurveOf(params string[] arms)
    => [.. MeasuredCurve.Latest([.. lines.Skip(1)
        .Where(row => row[column["dimension"]] == "Project" && arms.Contains(row[column["arm"]]))
        .Select(row => new MeasuredPoint(
            (int)Number(row, "modelLabels"),
            (int)Number(row, "draw"),
            new((int)Number(row, "labels"), Number(row, "accuracy"), Number(row, "standardError"))))])
        .Select(point => point.Point)];

double Number(string[] row, string name) => double.Parse(row[column[name]], CultureInfo.InvariantCulture);
