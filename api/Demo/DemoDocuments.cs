namespace ActiveLabel.Api.Demo;

/// <summary>The operations of the demo; a front end would send the same.</summary>
internal static class DemoDocuments
{
    public const string FindProject = """
        query FindProject($after: String) {
          projects(first: 100, after: $after) { nodes { id name } pageInfo { hasNextPage endCursor } }
        }
        """;

    public const string CreateProject = """
        mutation CreateProject($input: CreateProjectInput!) {
          createProject(input: $input) { project { id } errors { ... on Error { message } } }
        }
        """;

    public const string Workers = """
        query Workers($project: ID!) { workers(projectId: $project, first: 100) { nodes { id name } } }
        """;

    public const string CreateWorker = """
        mutation CreateWorker($input: CreateWorkerInput!) {
          createWorker(input: $input) { apiKey errors { ... on Error { message } } }
        }
        """;

    public const string RotateWorkerKey = """
        mutation RotateWorkerKey($worker: ID!, $key: String!) {
          rotateWorkerKey(input: { workerId: $worker, idempotencyKey: $key }) {
            apiKey errors { ... on Error { message } }
          }
        }
        """;

    public const string ClaimTask = """
        mutation ClaimTask($project: ID!) {
          claimTasks(input: { projectId: $project, count: 1 }) {
            leases { token preLabel { choice probability } task { id item { data } } }
            whyNoTask { rule retryAfterSeconds }
            errors { ... on Error { message } }
          }
        }
        """;

    public const string SubmitJudgement = """
        mutation SubmitJudgement($input: SubmitJudgementInput!) {
          submitJudgement(input: $input) { judgement { id } errors { ... on Error { message code } } }
        }
        """;

    public const string TriggerJob = """
        mutation TriggerJob($project: ID!, $job: Job!) {
          triggerJob(input: { projectId: $project, job: $job }) { operation { id state error } }
        }
        """;

    public const string Operation = """
        query Operation($id: ID!) { node(id: $id) { ... on Operation { state error } } }
        """;

    public const string QueueChanged = """
        subscription QueueChanged($project: ID!) {
          onQueueChanged(projectId: $project) { queue { depth inProgress doneItems } }
        }
        """;

    public const string Metrics = """
        query Metrics($project: ID!) {
          metrics(projectId: $project) {
            queue { depth inProgress openTasks doneItems staleShare }
            volume { items doneItems judgements handlingSeconds }
            confidence { judgements doneItems meanConfidence }
            learningCurve { arm labels accuracy accuracyLow accuracyHigh ece controlItems }
            reliability(first: 25) {
              nodes { name judgementCount reliability { accuracy accuracyLow accuracyHigh informationNats } } }
            sizing { status message target labelsNow labelsNeeded judgementsNeeded hoursNeeded }
          }
        }
        """;
}
