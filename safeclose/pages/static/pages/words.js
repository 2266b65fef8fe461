"use strict";

// Words that every page needs.
Safeclose.words({
  en: {
    skip: "Skip to the content",
    otherLanguage: "Français",
    again: "Try again",
    "trouble.offline": "This service can’t be reached. Check your connection to the internet, then try again. Nothing is lost.",
    "trouble.unavailable": "The service can’t do this right now. Wait a moment, then try again. Nothing is lost.",
    "trouble.fault": "Something went wrong on our side. Try again; if it happens again, tell the sender.",
    "trouble.limited.one": "That was too often in a short time. Wait {count} second, then try again.",
    "trouble.limited.other": "That was too often in a short time. Wait {count} seconds, then try again.",
    "trouble.limitedLong.one": "That was too often in a short time. Wait {count} minute, then try again.",
    "trouble.limitedLong.other": "That was too often in a short time. Wait {count} minutes, then try again.",
  },
  fr: {
    skip: "Passer au contenu",
    otherLanguage: "English",
    again: "Réessayer",
    "trouble.offline": "Le service est injoignable. Vérifiez votre connexion à Internet, puis réessayez. Rien n’est perdu.",
    "trouble.unavailable": "Le service ne peut pas le faire en ce moment. Attendez un instant, puis réessayez. Rien n’est perdu.",
    "trouble.fault": "Une erreur est survenue de notre côté. Réessayez; si elle se répète, avisez l’expéditeur.",
    "trouble.limited.one": "C’était trop souvent en peu de temps. Attendez {count} seconde, puis réessayez.",
    "trouble.limited.other": "C’était trop souvent en peu de temps. Attendez {count} secondes, puis réessayez.",
    "trouble.limitedLong.one": "C’était trop souvent en peu de temps. Attendez {count} minute, puis réessayez.",
    "trouble.limitedLong.other": "C’était trop souvent en peu de temps. Attendez {count} minutes, puis réessayez.",
  },
});
