package io.gossamer.bench.collective;

/** Who can take part in a comparison of all-reduces. All sum float32 over all processes. */
enum Entrant {
    /** Our group of fixed members, in place. */
    MESH(true),
    /** Our group that lives on when members are lost, from one array into another. */
    ELASTIC(false),
    /** The same, in place. */
    ELASTIC_IN_PLACE(true),
    /** The same from one array into another, over TLS. */
    ELASTIC_TLS(false),
    /** The same, with what is sent in 8 bits. */
    ELASTIC_8_BIT(false),
    /** libtorch's Gloo, which knows no other way than in place. */
    GLOO(true),
    /** PCCL, from one array into another; only where its library is given. */
    PCCL(false),
    /** Sockets in a ring, from one array into another. */
    BARE_RING(false);

    private final boolean inPlace;

    Entrant(boolean inPlace) {
        this.inPlace = inPlace;
    }

    /** Whether the sum overwrites what is summed. */
    boolean inPlace() {
        return inPlace;
    }

    /** How far a sum may be from the right one, as a share of the largest. */
    double tolerance(int processes) {
        return this == ELASTIC_8_BIT ? processes / 255.0 : 0;
    }
}
