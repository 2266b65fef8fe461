"""The kinds of collateral, as they are called and told apart."""

from typing import NamedTuple


class ChattelType(NamedTuple):
    """What people read about one kind."""

    label: str
    description: str


TYPES = {
    "leasehold_estate": ChattelType("Leasehold estate", "Temporary use of land or a building."),
    "vehicle": ChattelType("Vehicle", "Titled and registered vehicles for the road."),
    "aircraft": ChattelType("Aircraft", "Aeroplanes, helicopters, and their engines."),
    "watercraft": ChattelType("Watercraft", "Boats, ships, and personal watercraft."),
    "trailer": ChattelType("Trailer", "What is towed: cargo, boat and flatbed trailers."),
    "mobile_home": ChattelType("Mobile home", "A manufactured home that is not a part of the land it stands on."),
    "recreational_vehicle": ChattelType("Recreational vehicle", "Motor homes, campers, snowmobiles, and the like."),
    "equipment": ChattelType("Equipment", "What a business works with, other than its stock and its machines."),
    "machinery": ChattelType("Machinery", "Machines for making, building, or moving things."),
    "farm_equipment": ChattelType("Farm equipment", "Tractors, combines, and implements."),
    "livestock": ChattelType("Livestock", "Cattle, horses, poultry, and other animals that are kept."),
    "crops": ChattelType("Crops", "What grows on a field, or was harvested from it."),
    "timber": ChattelType("Timber", "Trees that are to be cut, and logs."),
    "inventory": ChattelType("Inventory", "Goods that are held for sale or lease, and what they are made of."),
    "fixtures": ChattelType("Fixtures", "Goods that are fixed to a building and can be taken out again."),
    "furniture": ChattelType("Furniture", "The furnishing of homes and offices."),
    "electronics": ChattelType("Electronics", "Computers, telephones, and audio and video devices."),
    "household_goods": ChattelType("Household goods", "Appliances and other things for use at home."),
    "jewelry": ChattelType("Jewelry", "Jewels, watches, and gems."),
    "artwork": ChattelType("Artwork", "Paintings, sculptures, and collections."),
    "precious_metals": ChattelType("Precious metals", "Gold, silver and the like, as coins or bars."),
    "intellectual_property": ChattelType("Intellectual property", "Patents, trademarks, copyrights, and licences."),
    "accounts_receivable": ChattelType("Accounts receivable", "What customers owe for goods or services."),
    "chattel_paper": ChattelType("Chattel paper", "Writings of a debt together with a right in certain goods."),
    "securities": ChattelType("Securities", "Shares, bonds, and units of funds."),
    "negotiable_instrument": ChattelType("Negotiable instrument", "Promissory notes, drafts, and cheques."),
    "other": ChattelType("Other", "Whatever fits none of the others."),
}
MAX_ID_LENGTH = 32  # characters of an id
