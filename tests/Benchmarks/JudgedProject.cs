using ActiveLabel.Api.Items;
using ActiveLabel.Api.Judgements;
using ActiveLabel.Api.Projects;
using ActiveLabel.Api.Tasks;
using ActiveLabel.Api.Workers;
using ActiveLabel.Domain.Judgements;
using ActiveLabel.Domain.Projects;
using Microsoft.Extensions.DependencyInjection;

namespace ActiveLabel.Benchmarks;

/// <summary>A project of text items that three workers have judged until there was nothing left to judge.</summary>
internal static class JudgedProject
{
    private const int Items = 120;

    public static async Task<Project> CreateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var question = new Question(
            "q", "Which?", AnnotationType.SingleChoice, [new("yes", "Yes"), new("no", "No")]);
        var created = (CreateProjectResult.Created)await services.GetRequiredService<CreateProject>().ExecuteAsync(
            new(1), new("Page", new(1, "", [question]), new(new(), JudgementsMin: 2), 1, "page"), cancellationToken);
        await services.GetRequiredService<AddItems>().ExecuteAsync(
            created.Project,
            [.. Enumerable.Range(0, Items).Select(index => new NewItem($"item-{index}", "{\"text\":\"words\"}"))],
            cancellationToken);
        for (var number = 0; number < 3; number++)
            await JudgeAsync(services, created.Project, $"worker {number}", cancellationToken);
        return created.Project;
    }

    private static async Task JudgeAsync(
        IServiceProvider services, Project project, string name, CancellationToken cancellationToken)
    {
        var worker = ((CreateWorkerResult.Created)await services.GetRequiredService<CreateWorker>().ExecuteAsync(
            project, new(name, "private", name), cancellationToken)).Worker.Id;
        var (claim, submit) = (
            services.GetRequiredService<ClaimTasks>(), services.GetRequiredService<SubmitJudgement>());
        while (await claim.ExecuteAsync(project, worker, ClaimTasks.CountMax, cancellationToken) is
            { Leases: [_, ..] leases })
            foreach (var lease in leases)
                await submit.ExecuteAsync(
                    project,
                    worker,
                    new(lease.TaskId, lease.Token, [new("q", new SingleChoiceValue("yes"))], $"{lease.TaskId.Value}"),
                    cancellationToken);
    }
}
