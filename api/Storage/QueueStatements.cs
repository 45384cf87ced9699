namespace ActiveLabel.Api.Storage;

/// <summary>The statements of a claim and of a submit: the hot ones.</summary>
public abstract class QueueStatements(SqlDialect dialect)
{
    /// <summary>
    /// Before a claim: the time, how many leases <c>@worker</c> holds in <c>@project</c>, when the first lease after
    /// <c>@reclaimed</c> ends, and the worker's standing. Returns Now, Held, FirstExpiry, <see cref="Standing"/>; then
    /// the project's pools: Number, StepKey, IsExclusiveOnItem, Requirement, Cost.
    /// </summary>
    public string ReadState => field ??=
        $"""
        SELECT {dialect.Clock} AS "Now",
          (SELECT CAST(COUNT(*) AS bigint) FROM "Slots" AS s
           WHERE s."WorkerId" = @worker AND s."ProjectId" = @project AND s."State" = 0) AS "Held",
          (SELECT MIN(s."ExpiresAt") FROM "Slots" AS s
           WHERE s."ProjectId" = @project AND s."State" = 0 AND s."ExpiresAt" > @reclaimed) AS "FirstExpiry",
          {Standing}
        FROM (SELECT 1 AS one) AS here
        LEFT JOIN "Workers" AS w ON w."Id" = @worker AND w."OrganizationId" = @organization
        {Membership};
        SELECT p."Number", p."StepKey", p."IsExclusiveOnItem", p."Requirement", p."Cost" FROM "Pools" AS p
        WHERE p."ProjectId" = @project ORDER BY p."Number";
        """;

    /// <summary>
    /// What the judgements of <c>@item</c> say rests on. Returns those that count in order: WorkerId, Answers; what is
    /// known of their authors: WorkerId, QuestionKey, Confusion; of the crowd: QuestionKey, LabelPrior,
    /// NewcomerConfusion; and the consensus so far: QuestionKey, Label, Posterior, Confidence, IsDecided.
    /// </summary>
    public string ReadOpinions { get; } =
        """
        SELECT j."WorkerId", j."Answers" FROM "Judgements" AS j
        WHERE j."ItemId" = @item AND NOT EXISTS (SELECT 1 FROM "SetAsideJudgements" AS a
          WHERE a."JudgementId" = j."Id" AND a."RestoredAt" IS NULL)
        ORDER BY j."Id";
        SELECT r."WorkerId", r."QuestionKey", r."Confusion" FROM "Reliability" AS r
        WHERE r."ProjectId" = @project
          AND r."WorkerId" IN (SELECT j."WorkerId" FROM "Judgements" AS j WHERE j."ItemId" = @item);
        SELECT c."QuestionKey", c."LabelPrior", c."NewcomerConfusion" FROM "CrowdEstimates" AS c
        WHERE c."ProjectId" = @project;
        SELECT c."QuestionKey", c."Label", c."Posterior", c."Confidence", c."IsDecided" FROM "Consensus" AS c
        WHERE c."ItemId" = @item;
        """;

    /// <summary>
    /// What the next move of <c>@item</c> of <c>@project</c> depends on: the item, the workflow that leads it, how many
    /// slots of <c>@task</c> are filled and set aside, and its latest task that counts (<c>@isVoid</c> is false). It is
    /// read by <c>FoundItem</c>.
    /// </summary>
    public string FindItem { get; } =
        """
        SELECT i."Id", i."OrganizationId", i."ProjectId", i."ExternalId", i."Arm", i."IsModelBlind", i."Attributes",
          i."IsGold", i."CreatedAt", i."State", i."DoneAt", i."WorkflowVersion", i."StepKey", i."StepEnteredAt",
          i."DueAt", i."Visits", i."CostBefore", v."Definition", v."Pools", v."CreatedAt", v."PublishedAt",
          (SELECT CAST(COUNT(*) AS bigint) FROM "Slots" AS s WHERE s."TaskId" = @task AND s."State" <> 0) AS "Judged",
          (SELECT CAST(COUNT(*) AS bigint) FROM "Slots" AS s WHERE s."TaskId" = @task AND s."State" = 2) AS "SetAside",
          (SELECT MAX(t."Id") FROM "Tasks" AS t WHERE t."ItemId" = @item AND t."IsVoid" = @isVoid) AS "Latest",
          i."CameFrom"
        FROM "Items" AS i
        INNER JOIN "WorkflowVersions" AS v ON v."ProjectId" = i."ProjectId" AND v."Version" = i."WorkflowVersion"
        WHERE i."Id" = @item AND i."ProjectId" = @project;
        """;

    /// <summary>Keeps the first belief about a question of an item.</summary>
    public string AddConsensus { get; } =
        """
        INSERT INTO "Consensus" ("ItemId", "QuestionKey", "OrganizationId", "ProjectId", "Label", "Posterior",
          "Confidence", "JudgementCount", "IsDecided", "EstimatedAt")
        VALUES (@item, @question, @organization, @project, @label, @posterior, @confidence, @count, @isDecided, @now);
        """;

    /// <summary>Keeps another belief in its place; the same parameters.</summary>
    public string ChangeConsensus { get; } =
        """
        UPDATE "Consensus" SET "Label" = @label, "Posterior" = @posterior, "Confidence" = @confidence,
          "JudgementCount" = @count, "EstimatedAt" = @now
        WHERE "ItemId" = @item AND "QuestionKey" = @question AND "ProjectId" = @project
          AND "OrganizationId" = @organization AND "IsDecided" = @isDecided;
        """;

    /// <summary>Records what happened to an item on its way: <c>@signal</c>, as JSON.</summary>
    public string RecordSignal { get; } =
        """
        INSERT INTO "Signals" ("OrganizationId", "ProjectId", "ItemId", "Signal")
        VALUES (@organization, @project, @item, @signal);
        """;

    /// <summary>Asks for one more judgement of <c>@task</c>, which waits at the end of those begun.</summary>
    public string AskForOneMore { get; } =
        """
        UPDATE "Queue" SET "Required" = "Required" + 1, "State" = 0, "Lane" = 0, "LaneSequence" = @end
        WHERE "TaskId" = @task;
        """;

    /// <summary>Takes <c>@task</c> out of the queue. Returns WorkerId of those who hold it.</summary>
    public string CloseTask { get; } =
        """
        UPDATE "Queue" SET "State" = 2 WHERE "TaskId" = @task;
        SELECT s."WorkerId" FROM "Slots" AS s WHERE s."TaskId" = @task AND s."State" = 0 ORDER BY s."WorkerId";
        """;

    /// <summary>Moves the number of items in <c>@step</c> of <c>@project</c> by <c>@by</c>.</summary>
    public string CountStep { get; } =
        """
        UPDATE "StepTotals" SET "Items" = "Items" + @by WHERE "ProjectId" = @project AND "StepKey" = @step;
        """;

    /// <summary>
    /// Finds the first <c>@count</c> open tasks of a pool and keeps them for this transaction: first of the begun lane
    /// behind <c>@passed</c>, without those whose list of excluded workers is like <c>@me</c>; then of the fresh lane.
    /// Returns <see cref="Found"/>.
    /// </summary>
    public abstract string FindTasks { get; }

    /// <summary>
    /// Takes a slot of each of the tasks of <c>@rows</c> (objects with <c>task</c>, <c>filled</c> and <c>token</c>) for
    /// <c>@worker</c>; a task that stays open goes to the place <c>@sequence</c> of the begun lane. Changes two rows
    /// for each task, or somebody else was first.
    /// </summary>
    public string TakeTasks => field ??=
        $"""
        UPDATE "Queue" SET "Filled" = "Filled" + 1, "Grants" = "Grants" + 1,
          "State" = CASE WHEN "Filled" + 1 >= "Required" THEN 1 ELSE 0 END,
          "Lane" = 0, "LaneSequence" = @sequence, "Excluded" = {Joined("\"Excluded\"", "@mark")}
        WHERE "TaskId" IN ({TaskIds("@rows")}) AND "State" = 0;
        INSERT INTO "Slots" ("TaskId", "WorkerId", "OrganizationId", "ProjectId", "Number", "State", "Token",
          "ExpiresAt", "HardCapAt")
        SELECT r.task, @worker, @organization, @project, CASE WHEN r.filled = 0 THEN 1 ELSE {LowestFreeNumber} END, 0,
          r.token, @expiresAt, @hardCapAt
        FROM {dialect.Rows("@rows", "task bigint, filled int, token bigint")};
        """;

    /// <summary>
    /// Gives each task of <c>@rows</c> (objects with <c>task</c> and <c>sequence</c>) its place in the begun lane.
    /// </summary>
    public string JoinBegunLane => field ??=
        $"""
        UPDATE "Queue" SET "Lane" = 0, "LaneSequence" = (
          SELECT MAX(r.sequence) FROM {dialect.Rows("@rows", "task bigint, sequence bigint")}
          WHERE r.task = "Queue"."TaskId")
        WHERE "TaskId" IN ({TaskIds("@rows")});
        """;

    /// <summary>
    /// The next <c>@count</c> open tasks of the begun lane behind <c>@passed</c>, in order. Returns LaneSequence,
    /// IsExcluded.
    /// </summary>
    public abstract string LookAhead { get; }

    /// <summary>
    /// Moves the fronts of the lanes to their first open tasks: that of the fresh lane unless tasks were put into it
    /// since <c>@version</c>; that of the begun lane always, for nothing comes to lie before it any more.
    /// </summary>
    public string AdvanceFront { get; } =
        """
        UPDATE "QueueFronts" SET
          "FreshFrom" = CASE WHEN "Version" <> @version THEN "FreshFrom" ELSE COALESCE(
            (SELECT MIN(q."Position") FROM "Queue" AS q
             WHERE q."ProjectId" = @project AND q."Pool" = @pool AND q."State" = 0 AND q."Lane" = 1
               AND q."Position" >= "QueueFronts"."FreshFrom"), @end) END,
          "BegunFrom" = COALESCE(
            (SELECT MIN(q."LaneSequence") - 1 FROM "Queue" AS q
             WHERE q."ProjectId" = @project AND q."Pool" = @pool AND q."State" = 0 AND q."Lane" = 0
               AND q."LaneSequence" > "QueueFronts"."BegunFrom"),
            (SELECT MAX(l."Sequence") FROM "Ledger" AS l WHERE l."ProjectId" = @project), "BegunFrom")
        WHERE "ProjectId" = @project AND "Pool" = @pool;
        """;

    /// <summary>Moves the front back before <c>@position</c> and says that the lane has changed.</summary>
    public string LowerFront { get; } =
        """
        UPDATE "QueueFronts" SET "Version" = "Version" + 1,
          "FreshFrom" = CASE WHEN "FreshFrom" > @position THEN @position ELSE "FreshFrom" END
        WHERE "ProjectId" = @project AND "Pool" = @pool;
        """;

    /// <summary>The same for all pools of the projects whose tasks <c>@moves</c> moves.</summary>
    public string LowerFronts => field ??=
        $"""
        UPDATE "QueueFronts" SET "Version" = "Version" + 1,
          "FreshFrom" = CASE WHEN "FreshFrom" > (SELECT MIN(r.position) FROM {dialect.Rows("@moves", Moves)})
            THEN (SELECT MIN(r.position) FROM {dialect.Rows("@moves", Moves)}) ELSE "FreshFrom" END
        WHERE "ProjectId" IN (SELECT q."ProjectId" FROM {dialect.Rows("@moves", Moves)}
          INNER JOIN "Queue" AS q ON q."TaskId" = r.id);
        """;

    /// <summary>
    /// Before a submit: the slot that <c>@worker</c> has of <c>@task</c>, its task's place in the queue, kept for this
    /// transaction, whether <c>@key</c> was used, and whether the worker may do it. Returns <see cref="Held"/>.
    /// </summary>
    public abstract string HoldSlot { get; }

    /// <summary>
    /// Closes the slot, if it is still leased under <c>@token</c>, and records its judgement then, for the worker's
    /// count too. Returns Id.
    /// </summary>
    public abstract string RecordJudgement { get; }

    private const string Moves = SqlDialect.MoveColumns;

    protected const string Found = """
        q."TaskId", q."ItemId", q."Grants", q."Filled", q."Required", q."Lane", q."Position", q."LaneSequence"
        """;

    protected const string InBegunLane = """
        q."ProjectId" = @project AND q."Pool" = @pool AND q."State" = 0 AND q."Lane" = 0
          AND q."LaneSequence" > @passed
        """;

    protected const string InFreshLane = """
        q."ProjectId" = @project AND q."Pool" = @pool AND q."State" = 0 AND q."Lane" = 1
        """;

    protected const string BegunOrder = """
        q."LaneSequence", q."TaskId"
        """;

    protected const string FreshOrder = """
        q."Position", q."TaskId"
        """;

    protected const string IsExcluded = """
        CASE WHEN q."Excluded" LIKE @me THEN 1 ELSE 0 END
        """;

    protected string Held =>
        $"""
        {dialect.Clock} AS "Now", s."Number", s."State", s."Token", s."ExpiresAt", q."OrganizationId",
        q."ProjectId", q."ItemId", q."Required", q."Filled", q."State" AS "QueueState", q."Pool", q."Grants",
        q."Position",
        (SELECT j."Id" FROM "Judgements" AS j
         WHERE j."WorkerId" = @worker AND j."IdempotencyKey" = @key) AS "EarlierId",
        p."Requirement", p."Cost",
        {Standing}
        """;

    /// <summary>
    /// Of the worker <c>w</c>: Crowd, CrowdKind, DeactivatedAt, IsMember, QuarantinedAt, LeasesMax, GoldRight,
    /// GoldWrong, Doubt, TrainingNeededAt. Null and 0 where there is none.
    /// </summary>
    private const string Standing = """
        w."Crowd",
        (SELECT c."Kind" FROM "Crowds" AS c
         WHERE c."OrganizationId" = w."OrganizationId" AND c."Key" = w."Crowd") AS "CrowdKind",
        w."DeactivatedAt",
        CASE WHEN m."WorkerId" IS NULL THEN 0 ELSE 1 END AS "IsMember", m."QuarantinedAt", m."LeasesMax",
        m."GoldRight", m."GoldWrong", m."Doubt", m."TrainingNeededAt"
        """;

    private const string Membership = """
        LEFT JOIN "Memberships" AS m ON m."ProjectId" = @project AND m."WorkerId" = w."Id" AND m."EndedAt" IS NULL
        """;

    protected const string HeldFrom = """
        "Slots" AS s INNER JOIN "Queue" AS q ON q."TaskId" = s."TaskId"
        INNER JOIN "Workers" AS w ON w."Id" = s."WorkerId"
        INNER JOIN "Pools" AS p ON p."ProjectId" = q."ProjectId" AND p."Number" = q."Pool"

        """ + Membership;

    protected const string CountJudgement = """
        UPDATE "Memberships" SET "JudgementCount" = "JudgementCount" + 1
        WHERE "ProjectId" = @project AND "WorkerId" = @worker
        """;

    protected const string CloseSlot = """
        UPDATE "Slots" SET "State" = 1
        WHERE "TaskId" = @task AND "WorkerId" = @worker AND "Token" = @token AND "State" = 0
        """;

    protected const string JudgementColumns = """
        "OrganizationId", "ProjectId", "ItemId", "TaskId", "WorkerId", "SlotNumber", "SchemaVersion",
        "InstructionsVersion", "Answers",
        "IdempotencyKey", "RequestHash", "HandlingSeconds", "SubmittedAt", "Client"
        """;

    protected const string JudgementValues = """
        @organization, @project, @item, @task, @worker, @number, @schemaVersion, @instructionsVersion, @answers, @key,
        @hash, @handlingSeconds, @now, @client
        """;

    /// <summary>Of a task that was begun: the first slot that was given back, or the one after the last.</summary>
    private const string LowestFreeNumber = """
        (SELECT MIN(c.n) FROM (
           SELECT 1 AS n UNION ALL SELECT s."Number" + 1 FROM "Slots" AS s WHERE s."TaskId" = r.task) AS c
         WHERE NOT EXISTS (SELECT 1 FROM "Slots" AS t WHERE t."TaskId" = r.task AND t."Number" = c.n))
        """;

    /// <summary>The texts as one.</summary>
    protected abstract string Joined(string left, string right);

    /// <summary>The <c>task</c> of each row, as a subquery of few rows.</summary>
    protected abstract string TaskIds(string parameter);
}
