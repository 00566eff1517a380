namespace Orleans.Local;

/// <summary>
/// The activations of one grain class by key. They are chained through themselves, which spares the node that a
/// dictionary keeps per entry: a sixth of what an idle activation weighs.
/// </summary>
internal sealed class ActivationTable
{
    // Many more than there are cores, so that two callers seldom meet.
    private const int Stripes = 64;

    private readonly Stripe[] _stripes = [.. Enumerable.Range(0, Stripes).Select(_ => new Stripe())];

    /// <summary>All activations, in no order.</summary>
    public List<Activation> All()
    {
        var all = new List<Activation>();
        foreach (var stripe in _stripes)
            stripe.CopyTo(all);
        return all;
    }

    public Activation? Find(string key)
    {
        var hash = key.GetHashCode(StringComparison.Ordinal);
        return StripeOf(hash).Find(key, hash);
    }

    public Activation FindOrAdd(GrainClass grainClass, string key)
    {
        var hash = key.GetHashCode(StringComparison.Ordinal);
        return StripeOf(hash).FindOrAdd(grainClass, key, hash);
    }

    /// <summary>Removes an activation, or puts its heir in its place.</summary>
    public void Replace(Activation dead, Activation? heir) =>
        StripeOf(dead.Hash).Replace(dead, heir);

    private Stripe StripeOf(int hash) => _stripes[hash & (Stripes - 1)];

    private sealed class Stripe
    {
        private readonly Lock _lock = new();
        private Activation?[] _chains = new Activation?[4];
        private int _count;

        public void CopyTo(List<Activation> all)
        {
            lock (_lock)
            {
                foreach (var chain in _chains)
                {
                    for (var activation = chain; activation is not null; activation = activation.NextInChain)
                        all.Add(activation);
                }
            }
        }

        public Activation? Find(string key, int hash)
        {
            lock (_lock)
                return FindInChain(key, hash);
        }

        public Activation FindOrAdd(GrainClass grainClass, string key, int hash)
        {
            lock (_lock)
            {
                if (FindInChain(key, hash) is { } found)
                    return found;
                if (++_count > _chains.Length)
                    Grow();
                var added = new Activation(grainClass, key, hash);
                Link(added);
                return added;
            }
        }

        public void Replace(Activation dead, Activation? heir)
        {
            lock (_lock)
            {
                ref var link = ref ChainOf(dead.Hash);
                while (link is not null && link != dead)
                    link = ref link.NextInChain;
                if (link is null)
                    return;
                link = dead.NextInChain;
                dead.NextInChain = null;
                if (heir is null)
                    _count--;
                else
                    Link(heir);
            }
        }

        private Activation? FindInChain(string key, int hash)
        {
            var activation = ChainOf(hash);
            while (activation is not null && (activation.Hash != hash || activation.Key != key))
                activation = activation.NextInChain;
            return activation;
        }

        private void Link(Activation activation)
        {
            ref var chain = ref ChainOf(activation.Hash);
            activation.NextInChain = chain;
            chain = activation;
        }

        // The low bits chose the stripe.
        private ref Activation? ChainOf(int hash) => ref _chains[(hash / Stripes) & (_chains.Length - 1)];

        private void Grow()
        {
            var old = _chains;
            _chains = new Activation?[old.Length * 2];
            foreach (var chain in old)
            {
                for (var activation = chain; activation is not null;)
                {
                    var next = activation.NextInChain;
                    Link(activation);
                    activation = next;
                }
            }
        }
    }
}
