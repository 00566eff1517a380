namespace Orleans.Local;

/// <summary>Something that an activation runs in one turn. Linked into at most one queue at a time.</summary>
public abstract class WorkItem
{
    internal WorkItem? Next;

    private protected WorkItem() { }

    internal abstract void Run(Activation activation);
}

/// <summary>A continuation or task that was started inside the activation.</summary>
internal sealed class TaskItem(Task task) : WorkItem
{
    internal override void Run(Activation activation) => activation.RunTask(task);
}

/// <summary>A queue that costs one field: a ring of which the last item is kept.</summary>
internal struct WorkQueue
{
    private WorkItem? _last;

    public readonly bool IsEmpty => _last is null;

    public readonly WorkItem? First => _last?.Next;

    public void Enqueue(WorkItem item)
    {
        item.Next = _last is null ? item : _last.Next;
        if (_last is not null)
            _last.Next = item;
        _last = item;
    }

    public WorkItem? Dequeue()
    {
        var first = _last?.Next;
        if (first is null)
            return null;
        if (first == _last)
            _last = null;
        else
            _last!.Next = first.Next;
        first.Next = null;
        return first;
    }

    public bool Remove(WorkItem item)
    {
        for (var before = _last; before is not null;)
        {
            var current = before.Next!;
            if (current == item)
            {
                before.Next = current.Next;
                if (current == _last)
                    _last = before == current ? null : before;
                current.Next = null;
                return true;
            }

            before = current == _last ? null : current;
        }

        return false;
    }

    /// <summary>The item behind one of this queue; null behind the last.</summary>
    public readonly WorkItem? After(WorkItem item) => item == _last ? null : item.Next;
}
