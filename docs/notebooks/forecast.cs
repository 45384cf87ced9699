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

// The curve of all labels: accuracy on the control arm against how many a model was trained on.
var csv = await client.GetStringAsync(
    new Uri($"/projects/{project}/exports/learningCurve?format=csv", UriKind.Relative));
var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(',')).ToList();
var column = lines[0].Index().ToDictionary(field => field.Item, field => field.Index);
var points = lines.Skip(1)
    .Where(row => row[column["dimension"]] == "Project" && row[column["arm"]] == "All")
    .Select(row => new CurvePoint(
        int.Parse(row[column["labels"]], CultureInfo.InvariantCulture),
        double.Parse(row[column["accuracy"]], CultureInfo.InvariantCulture),
        double.Parse(row[column["standardError"]], CultureInfo.InvariantCulture)))
    .ToList();

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
    { "points": {{points.Count}}, "target": {{target}}, "labelsHere": {{labels}},
      "labelsServer": {{sizing.GetProperty("labelsNeeded")}} }
    """));
