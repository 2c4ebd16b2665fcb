# RFC 5465 3.1: events that are not supported are NO, with the names of those that are.
S~ * OK *
C: a LOGIN alice@example.org secret
S~ a OK *
C: b NOTIFY SET (personal (MessageNew MessageExpunge AnnotationChange))
S: b NO [BADEVENT (MessageNew MessageExpunge FlagChange MailboxName SubscriptionChange MailboxMetadataChange ServerMetadataChange)] Not all of these events can be told.
C: e NOTIFY SET (personal (SomethingNew))
S~ e NO [BADEVENT (*)] *
C: f NOTIFY SET (selected (MessageNew MessageExpunge AnnotationChange))
S~ f NO [BADEVENT (*)] *
