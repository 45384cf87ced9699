using System.Security.Cryptography;
using System.Text;
using ActiveLabel.Domain.Projects;
using ActiveLabel.Domain.Workers;

namespace ActiveLabel.Domain.Tasks;

/// <summary>
/// Tasks of a project that the same workers may do: those of one step with equal requirements. Whether a worker may
/// draw from a pool is asked once for each pool, never for each task. What a pool asks of workers never changes; a step
/// that wants something else has another pool.
/// </summary>
public sealed class Pool
{
    /// <summary>The step of a project that has no workflow of its own.</summary>
    public const string LabelStep = "label";

    /// <summary>The pool that each project begins with: its label step, for everybody.</summary>
    public const int First = 0;

    /// <summary>A project has no more of them, so that a claim looks at a bounded number.</summary>
    public const int CountMax = 200;

    /// <summary>From this number on a pool holds gold: a claim draws from it now and then.</summary>
    public const int GoldFrom = 10_000;

    public const int StepKeyLengthMax = 100;
    public const int HashLength = 64;

    public required ProjectId ProjectId { get; init; }

    /// <summary>Counted from 0 within the project.</summary>
    public required int Number { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    /// <summary>The workflow step whose tasks are in it.</summary>
    public required string StepKey { get; init; }

    /// <summary>What a worker must bring, as <see cref="WorkerRequirement.ToJson"/> writes it.</summary>
    public required string Requirement { get; init; }

    /// <summary>Whether whoever has judged an item at another step may not judge it again at this one.</summary>
    public required bool IsExclusiveOnItem { get; init; }

    /// <summary>
    /// What a judgement or a decision in it costs, in the project's currency, as the workflow in force says.
    /// </summary>
    public required double Cost { get; set; }

    /// <summary>SHA-256 over what makes two pools equal; unique in the project.</summary>
    public required string Hash { get; init; }

    /// <param name="requirement">Valid.</param>
    public static Pool Of(
        Project project,
        int number,
        string stepKey,
        WorkerRequirement requirement,
        bool isExclusiveOnItem,
        double cost = 1)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(requirement);
        return new()
        {
            ProjectId = project.Id,
            Number = number,
            OrganizationId = project.OrganizationId,
            StepKey = stepKey,
            Requirement = requirement.ToJson(),
            IsExclusiveOnItem = isExclusiveOnItem,
            Cost = cost,
            Hash = HashOf(stepKey, requirement, isExclusiveOnItem),
        };
    }

    /// <summary>The pool of gold beside that of a step.</summary>
    public static Pool OfGold(
        Project project, int number, string stepKey, WorkerRequirement requirement, double cost)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(requirement);
        return new()
        {
            ProjectId = project.Id,
            Number = number,
            OrganizationId = project.OrganizationId,
            StepKey = stepKey,
            Requirement = requirement.ToJson(),
            // Whoever has judged the item knows it.
            IsExclusiveOnItem = true,
            Cost = cost,
            Hash = HashOf($"gold\n{number}\n{stepKey}", requirement, isExclusiveOnItem: true),
        };
    }

    public static string HashOf(string stepKey, WorkerRequirement requirement, bool isExclusiveOnItem)
    {
        ArgumentNullException.ThrowIfNull(requirement);
        return Convert.ToHexStringLower(SHA256.HashData(
            Encoding.UTF8.GetBytes($"{stepKey}\n{isExclusiveOnItem}\n{requirement.ToJson()}")));
    }
}
